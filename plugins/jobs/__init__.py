"""Jobs: vacancies that the labour agency has checked, to be searched, followed and closed when they are filled."""
